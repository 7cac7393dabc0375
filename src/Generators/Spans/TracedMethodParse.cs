using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>What the parser found out about one method, as plain values.</summary>
internal sealed record TracedMethodParse(TracedMethodModel? Model, EquatableArray<ProblemPlace> Problems);
