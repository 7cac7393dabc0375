namespace TracedLlm.Samples.Gateway;

/// <summary>The content of a response with another body. It does not dispose the original content, because the body may read it.</summary>
internal sealed class ReplacedContent : StreamContent
{
    /// <param name="original">The content whose headers this one has.</param>
    /// <param name="body">The body.</param>
    public ReplacedContent(HttpContent original, Stream body)
        : base(body)
    {
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }
}
