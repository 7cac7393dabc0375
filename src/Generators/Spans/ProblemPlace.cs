using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>A problem for the generator to report, as plain values; its location is made again from the compilation, so that <c>#pragma</c> works.</summary>
internal sealed record ProblemPlace(string RuleId, string FilePath, int Start, int Length, EquatableArray<string> Arguments);
