namespace TracedLlm.Analyzers.Metadata;

/// <summary>What is done with a metadata object.</summary>
/// <param name="Key">The key that is read or written; <see langword="null"/> where the object as a whole goes elsewhere.</param>
internal readonly record struct ObjectUse(NamedValue? Key);
