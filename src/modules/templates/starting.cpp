#include "modules/templates/starting.hpp"

namespace escucha::templates {
namespace {

using enum CaseKind;

const std::vector<CaseKind> kProblems{complaint, claim, return_};

const std::vector<StartingTemplate>& all() {
    static const std::vector<StartingTemplate> templates{
        {"Escuchar: ya tengo su caso", kProblems,
         R"(Hola, {nombre}:

Gracias por {trato: tomarte | tomarse} el tiempo de contarnos lo que pasó. Lamento mucho que {trato: hayas | haya} tenido que escribirnos por esto.

Soy {quien escribe} y desde ahora me ocupo de {trato: tu | su} caso: no hará falta que {trato: lo cuentes | lo cuente} otra vez a nadie más. Para entenderlo bien me falta saber {completar: lo que necesita saber de lo que pasó}.

{trato: Puedes | Puede | Podés} seguir {trato: tu | su} caso cuando {trato: quieras | quiera} en {enlace}, con el código {código}.

{quien escribe}
{organización})",
         R"(Hello {name},

Thank you for taking the time to tell us what happened. I am very sorry that you had to write to us about this.

I am {writer} and from now on I am taking care of your case: you will not have to explain it again to anybody else. To understand it well I still need to know {write: what you need to know about what happened}.

You can follow your case whenever you like at {link}, with the code {code}.

{writer}
{organisation})"},
        {"Preguntar qué espera", kProblems,
         R"(Hola, {nombre}:

Ya tengo claro lo que pasó. Ahora me importa saber qué {trato: esperas | espera | esperás} de nosotros: ¿cómo {trato: te | le} gustaría que lo resolviéramos?

{trato: Dímelo con tus palabras | Dígamelo con sus palabras | Decímelo con tus palabras} y con toda confianza. Con eso {trato: te | le} propongo los pasos que siguen y sus fechas.

{quien escribe}
{organización})",
         R"(Hello {name},

I now have a clear picture of what happened. What matters to me next is what you expect from us: how would you like us to put it right?

Please tell me freely, in your own words. With that I will suggest the next steps and their dates.

{writer}
{organisation})"},
        {"Decirle de vuelta lo que entendí", kProblems,
         R"(Hola, {nombre}:

Quiero asegurarme de haberlo entendido bien. Lo que pasó es esto: {completar: lo que pasó, en concreto}. Y lo que {trato: esperas | espera | esperás} de nosotros es {completar: lo que espera}.

¿Es así? Si algo no es exacto o falta, {trato: corrígeme | corríjame | corregime}, por favor. Prefiero preguntar una vez más antes que resolver lo que no era.

{quien escribe}
{organización})",
         R"(Hello {name},

I want to make sure that I understood you well. What happened is this: {write: what happened, specifically}. And what you expect from us is {write: what they expect}.

Is that right? If anything is not exact or is missing, please correct me. I would rather ask once more than solve the wrong thing.

{writer}
{organisation})"},
        {"Ofrecer opciones", kProblems,
         R"(Hola, {nombre}:

Para resolver {trato: tu | su} caso hay dos caminos:

1. {completar: la primera opción}
2. {completar: la segunda opción}

Yo {trato: te | le} recomiendo {completar: la opción que recomienda y por qué}. {trato: Tú decides: respóndeme | Usted decide: respóndame | Vos decidís: respondeme} con el número y me pongo en marcha enseguida. Y si ninguna {trato: te | le} convence, {trato: dímelo | dígamelo | decímelo} y buscamos otra.

{quien escribe}
{organización})",
         R"(Hello {name},

There are two ways to put your case right:

1. {write: the first option}
2. {write: the second option}

I recommend {write: the option you recommend, and why}. It is your choice: reply with the number and I will start right away. And if neither convinces you, tell me and we will find another.

{writer}
{organisation})"},
        {"Prometer con fecha",
         {},
         R"(Hola, {nombre}:

Esto es lo que {trato: te | le} prometo:

{promesa}
A más tardar el {fecha de la promesa}.

No {trato: tienes | tiene | tenés} que hacer nada más. Si antes de esa fecha surgiera algo que lo impidiera, {trato: te | le} aviso yo primero.

{trato: Puedes | Puede | Podés} ver cómo va en {enlace}, con el código {código}.

{quien escribe}
{organización})",
         R"(Hello {name},

This is what I promise you:

{promise}
By {promise date} at the latest.

There is nothing else you need to do. Should anything come up before that date that prevents it, you will hear it from me first.

You can see how it is going at {link}, with the code {code}.

{writer}
{organisation})"},
        {"Avisar de una demora antes de la fecha",
         {},
         R"(Hola, {nombre}:

{trato: Te | Le} escribo antes de que se cumpla la fecha, porque {trato: mereces | merece | merecés} saberlo por nosotros y a tiempo: lo que {trato: te | le} prometimos para el {fecha de la promesa} va a demorar.

El motivo es {completar: el motivo, en palabras sencillas}. La nueva fecha es {completar: la nueva fecha}.

{trato: Te | Le} pido disculpas por el cambio. Si esa fecha no {trato: te | le} sirve, {trato: dímelo | dígamelo | decímelo} y buscamos juntos otra salida.

{quien escribe}
{organización})",
         R"(Hello {name},

I am writing before the date is due, because you deserve to hear it from us and in time: what we promised you for {promise date} will take longer.

The reason is {write: the reason, in plain words}. The new date is {write: the new date}.

I apologise for the change. If that date does not suit you, tell me and we will find another way together.

{writer}
{organisation})"},
        {"Pedir disculpas", kProblems,
         R"(Hola, {nombre}:

{trato: Tienes | Tiene | Tenés} razón, y {trato: te | le} pido disculpas: {completar: en qué fallamos}. No debió pasar.

Esto es lo que ya hicimos para corregirlo: {completar: lo que se hizo}. Y esto es lo que cambiamos para que no se repita: {completar: lo que cambia}.

Sé que la confianza no se recupera solo con palabras; por eso seguiré pendiente de {trato: tu | su} caso hasta que todo quede bien. Gracias por decírnoslo.

{quien escribe}
{organización})",
         R"(Hello {name},

You are right, and I apologise: {write: what we got wrong}. It should not have happened.

This is what we have already done to put it right: {write: what was done}. And this is what we changed so that it does not happen again: {write: what changes}.

I know that trust is not won back with words alone, so I will stay with your case until everything is right. Thank you for telling us.

{writer}
{organisation})"},
        {"Pedir un dato que falta",
         {},
         R"(Hola, {nombre}:

Para seguir adelante con {trato: tu | su} caso {código} me falta un dato: {completar: el dato que falta}. Lo necesito para {completar: para qué lo necesita}.

{trato: Puedes | Puede | Podés} responder a este mensaje {si teléfono: o, si {trato: prefieres | prefiere | preferís}, {trato: te | le} llamo yo al {teléfono}}. En cuanto lo tenga, continúo y {trato: te | le} cuento cómo va.

{quien escribe}
{organización})",
         R"(Hello {name},

To go on with your case {code} I am missing one detail: {write: the missing detail}. I need it to {write: what you need it for}.

You can reply to this message {if phone: or, if you prefer, I can call you on {phone}}. As soon as I have it I will go on and let you know how it is going.

{writer}
{organisation})"},
        {"Contar que está resuelto y comprobarlo",
         {},
         R"(Hola, {nombre}:

Buenas noticias: {trato: tu | su} caso está resuelto. {completar: lo que se hizo, en concreto}.

Antes de darlo por terminado quiero saber si {trato: quedaste | quedó} conforme. Si algo no está como {trato: esperabas | esperaba}, {trato: respóndeme | respóndame | respondeme} a este mensaje y seguimos hasta que lo esté.

Gracias por {trato: tu | su} paciencia y por darnos la oportunidad de hacerlo bien.

{quien escribe}
{organización})",
         R"(Hello {name},

Good news: your case is solved. {write: what was done, specifically}.

Before I consider it finished I would like to know whether you are happy with it. If anything is not as you expected, reply to this message and we will go on until it is.

Thank you for your patience and for giving us the chance to get it right.

{writer}
{organisation})"},
        {"Agradecer una felicitación",
         {compliment},
         R"(Hola, {nombre}:

¡Muchas gracias! Que {trato: te tomaras | se tomara} un momento para contarnos que algo salió bien nos alegra el día.

Ya se lo hice llegar, con {trato: tus | sus} mismas palabras, a {completar: la persona o el equipo a quien felicita}. Saber que su trabajo se nota es el mejor motivo para seguir haciéndolo así.

Será un gusto volver a {trato: atenderte | atenderle}.

{quien escribe}
{organización})",
         R"(Hello {name},

Thank you very much! That you took a moment to tell us that something went well has made our day.

I have passed it on, in your own words, to {write: the person or team they praise}. Knowing that their work is noticed is the best reason to keep doing it that way.

It will be a pleasure to serve you again.

{writer}
{organisation})"},
    };
    return templates;
}

}  // namespace

std::span<const StartingTemplate> starting_templates() {
    return all();
}

}  // namespace escucha::templates
