namespace TracedLlm.Testing.Trees;

/// <summary>Replaces the part of a printed attribute value that differs between runs.</summary>
/// <param name="key">The attribute's key.</param>
/// <param name="value">The value as printed so far.</param>
/// <returns>The text to print.</returns>
public delegate string Scrubber(string key, string value);
