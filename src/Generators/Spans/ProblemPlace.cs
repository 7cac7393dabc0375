using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>A problem that the generator reports, as plain values. The generator makes its location from the compilation again, so <c>#pragma</c> works.</summary>
internal sealed record ProblemPlace(string RuleId, string FilePath, int Start, int Length, EquatableArray<string> Arguments);
