namespace TracedLlm.Guardrails;

/// <summary>How often guardrails have masked the input and the output of a request.</summary>
internal readonly record struct ContentMasks(int Input, int Output)
{
    /// <summary>The sum of both.</summary>
    public ContentMasks Add(ContentMasks other) => new(Input + other.Input, Output + other.Output);
}
