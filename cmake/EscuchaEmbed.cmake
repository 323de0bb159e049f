# escucha_embed_texts(TARGET SYMBOL files…) — compiles text files into TARGET as
#   extern const std::span<const escucha::EmbeddedText> SYMBOL;   (base/embedded.hpp)
# each with its file name and its bytes. Plain CMake: no interpreter is needed to build the server itself.
function(escucha_embed_texts target symbol)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DSYMBOL=${symbol} "-DFILES=${ARGN}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_texts.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed_texts.cmake VERBATIM)
  target_sources(${target} PRIVATE ${out})
  set_source_files_properties(${out} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
