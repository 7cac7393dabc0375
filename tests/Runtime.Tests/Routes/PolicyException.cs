namespace TracedLlm.Tests.Routes;

/// <summary>A guardrail's exception of a gateway's own type, which says nothing of blocks.</summary>
internal sealed class PolicyException() : Exception("forbidden");
