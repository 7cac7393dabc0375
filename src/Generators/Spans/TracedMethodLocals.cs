namespace TracedLlm.Generators.Spans;

/// <summary>What the locals of a generated method are called; none collides with a parameter.</summary>
internal sealed record TracedMethodLocals(string Span, string Exception, string Result, string Pending, string Outcome, string Call);
