namespace TracedLlm.Redaction;

/// <summary>Finds the first place of a form in a text.</summary>
/// <param name="text">The text.</param>
/// <param name="from">Where the search begins. The place does not begin before it.</param>
/// <returns>The place; <see langword="null"/> if there is none.</returns>
internal delegate Range? FormSearch(string text, int from);
