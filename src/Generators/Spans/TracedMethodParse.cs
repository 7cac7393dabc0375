using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The result of the parser for one method, as plain values that the incremental driver can compare.</summary>
internal sealed record TracedMethodParse(TracedMethodModel? Model, EquatableArray<ProblemPlace> Problems);
