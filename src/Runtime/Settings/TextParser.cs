using System.Diagnostics.CodeAnalysis;

namespace TracedLlm.Settings;

/// <summary>Reads a value from a text; <see langword="false"/> if the text is not a value.</summary>
internal delegate bool TextParser<T>(string text, [MaybeNullWhen(false)] out T value);
