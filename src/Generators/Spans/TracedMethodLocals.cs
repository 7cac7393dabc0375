namespace TracedLlm.Generators.Spans;

/// <summary>The names of the locals of a generated method. They differ from the names of the parameters.</summary>
internal sealed record TracedMethodLocals(string Span, string Exception, string Result, string Pending, string Outcome, string Call);
