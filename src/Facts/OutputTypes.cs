namespace TracedLlm.Facts;

/// <summary>Values of <c>gen_ai.output.type</c>, v1.41.1.</summary>
internal static class OutputTypes
{
    public const string Text = "text";
    public const string Json = "json";
    public const string Image = "image";
    public const string Speech = "speech";
}
