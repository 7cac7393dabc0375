using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Tests.Corpus;

/// <summary>A C# file of the corpus.</summary>
/// <param name="Path">Its path in its project.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record CorpusFile(string Path, ImmutableArray<string> Lines);
