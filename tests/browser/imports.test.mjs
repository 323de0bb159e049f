// A supervisor brings the customers in from a file: looks first, decides, imports, corrects, takes it all back.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { scenario } from './lib/scenario.mjs';

const file = `Nombre;Correo electrónico;Celular;Fecha de nacimiento;Observaciones
María Núñez;maria@correo.example;987 654 321;12/04/1985;Prefiere la tarde
Íñigo Peña;inigo@correo.example;912 345 678;28/02/1990;
Ana Salas;ana@correo.example;;31/02/1990;
`;

const upload = (page, name, text) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') });

scenario(
  'a file of customers is looked at, imported, corrected and taken back',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    await boss.post('/customers', {
      name: 'María Núñez',
      identifiers: [{ kind: 'email', value: 'maria@correo.example' }],
    });
    const page = await pageOf(boss);
    await page.goto('/consola/importar');
    await page.getByText('Todavía no se ha importado nada.').waitFor();
    await assertAccessible(page);

    await upload(page, 'fotos.xlsx', 'PK\u0003\u0004 que no lo es');
    await page.getByText(/No pudimos leer el archivo/).waitFor();

    await upload(page, 'clientes.csv', file);
    await page.getByRole('heading', { name: 'clientes.csv' }).waitFor();
    const column = page.getByLabel('Columna «Observaciones»');
    await column.waitFor();
    assert.equal(await column.inputValue(), 'notes');
    assert.equal(await page.getByLabel('Columna «Celular»').inputValue(), 'phone');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Revisar las filas' }).click();

    // What needs a person comes first.
    await page.getByRole('tab', { name: /Con errores\s*1/ }).waitFor();
    await page.getByText(/Fecha de nacimiento \(D\):/).waitFor();
    await page.getByRole('tab', { name: /Se completan\s*1/ }).click();
    await page.getByText('Teléfono: «987 654 321»').waitFor();
    await assertAccessible(page);
    await page.getByRole('tab', { name: /Nuevos\s*1/ }).click();
    await page.getByText('Íñigo Peña').waitFor();
    assert.equal((await boss.get('/customers')).items.length, 1, 'nothing is written yet');

    // Who wins is shown before it happens: nothing of María would change if her record is left as it is.
    await page.getByRole('radio', { name: /Dejar su ficha como está/ }).click();
    await page.getByRole('tab', { name: /Sin cambios\s*1/ }).waitFor();
    await assertAccessible(page);
    await page.getByRole('radio', { name: /Completar solo lo que falta/ }).click();
    await page.getByRole('tab', { name: /Se completan\s*1/ }).waitFor();

    await page.getByRole('button', { name: 'Importar 2 filas' }).click();
    await page.getByText('1 cliente nuevo').waitFor();
    await page.getByText('1 ficha completada').waitFor();
    await page.getByText('1 fila con errores').waitFor();
    await assertAccessible(page);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Descargar (.csv)' }).click(),
    ]);
    const report = await readFile(await download.path(), 'utf8');
    assert.match(report, /Por qué no se importó/);
    assert.match(report, /Ana Salas;ana@correo\.example/);

    // Corrected, the same sheet comes in; its columns are remembered as far as they are the same.
    await page.getByRole('link', { name: 'Importar otro archivo' }).click();
    await upload(page, 'por-corregir.csv', report.replace('31/02/1990', '28/02/1990'));
    await page.getByRole('button', { name: 'Revisar las filas' }).click();
    await page.getByRole('tab', { name: /Nuevos\s*1/ }).waitFor();
    await page.getByRole('button', { name: 'Importar 1 fila' }).click();
    await page.getByText('1 cliente nuevo').waitFor();

    // The first file goes back; who was corrected stays.
    await page.goto('/consola/importar');
    await page.getByRole('link', { name: 'clientes.csv', exact: true }).click();
    await page.getByRole('button', { name: 'Deshacer la importación' }).click();
    await page.getByRole('button', { name: 'Sí, deshacerla' }).click();
    await page.getByText('1 cliente retirado').waitFor();
    await page.getByText('1 ficha repuesta').waitFor();
    const names = (await boss.get('/customers')).items.map((c) => c.name).sort();
    assert.deepEqual(names, ['Ana Salas', 'María Núñez']);
  },
);

scenario(
  'the same file twice is said, also on a small dark screen',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const page = await pageOf(boss, { width: 360, dark: true });
    for (const again of [false, true]) {
      await page.goto('/consola/importar');
      await upload(page, 'clientes.csv', file);
      await page.getByRole('heading', { name: 'clientes.csv' }).waitFor();
      if (again) await page.getByText(/Este mismo archivo ya se importó/).waitFor();
      await assertAccessible(page);
      await page.getByRole('button', { name: 'Revisar las filas' }).click();
      await page.getByRole('tab', { name: /Con errores\s*1/ }).waitFor();
      if (again) await page.getByRole('tab', { name: /Sin cambios\s*2/ }).click();
      await assertAccessible(page);
      await page.getByRole('button', { name: 'Importar 2 filas' }).click();
      await page.getByText(again ? '2 ya estaban igual' : '2 clientes nuevos').waitFor();
    }
    await assertAccessible(page);
  },
);

scenario(
  'hundreds of columns are looked through a screenful at a time',
  async ({ setUp, pageOf, assertAccessible }) => {
    const boss = await setUp();
    const page = await pageOf(boss);
    await page.goto('/consola/importar');
    const numbers = [...Array(400).keys()];
    const wide = `Nombre,${numbers.map((n) => `Medida ${n}`).join(',')}\nAna Torres,${numbers.join(',')}\n`;
    await upload(page, 'medidas.csv', wide);
    await page.getByText('A la vista: 1 de 401 columnas').waitFor();
    assert.equal(await page.getByLabel('Columna «Nombre»', { exact: true }).inputValue(), 'name');
    await assertAccessible(page);
    // What is found is chosen like any other, and stays in sight.
    await page.getByRole('searchbox', { name: 'Buscar una columna' }).fill('medida 377');
    await page.getByLabel('Columna «Medida 377»').selectOption('notes');
    await page.getByRole('searchbox', { name: 'Buscar una columna' }).fill('');
    await page.getByText('A la vista: 2 de 401 columnas').waitFor();
    await page.getByRole('checkbox', { name: 'Solo las que reconocimos' }).uncheck();
    await page.getByText('A la vista: 50 de 401 columnas').waitFor();
    await page.getByRole('button', { name: 'Ver más' }).click();
    await page.getByText('A la vista: 100 de 401 columnas').waitFor();
    await page.getByRole('button', { name: 'Revisar las filas' }).click();
    await page.getByRole('button', { name: 'Importar 1 fila' }).click();
    await page.getByText('1 cliente nuevo').waitFor();
    const [ana] = (await boss.get('/customers')).items;
    assert.equal((await boss.get(`/customers/${ana.id}`)).notes, '377');
  },
);

scenario(
  'what is no table is told what it is, and damaged letters where they are',
  async ({ setUp, pageOf }) => {
    const page = await pageOf(await setUp());
    await page.goto('/consola/importar');
    await page.locator('input[type=file]').setInputFiles({
      name: 'clientes.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    });
    await page.getByText(/Es una imagen, no una tabla/).waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'roto.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('Nombre,Correo\nJos\xc3(,jose@correo.example\n', 'latin1'),
    });
    await page.getByText(/En la fila 2, columna A, hay letras dañadas/).waitFor();
  },
);
