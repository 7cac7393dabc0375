namespace TracedLlm.Analyzers.Layers;

/// <summary>A call of a method that another project may implement.</summary>
/// <param name="Method">The documentation id of the called method.</param>
/// <param name="Leaves">The exceptions of the call that leave the calling method.</param>
internal sealed record CallFact(string Method, TypeVerdicts Leaves);
