namespace TracedLlm.Analyzers.Flow;

/// <summary>One use of a metadata object.</summary>
/// <param name="Key">The key that is read or written; <see langword="null"/> if the code passes the whole object on.</param>
internal readonly record struct ObjectUse(NamedValue? Key);
