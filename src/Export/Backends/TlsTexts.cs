namespace TracedLlm.Export.Backends;

/// <summary>The content of <see cref="TlsFiles"/>. Equal texts are equal certificates. The key appears in no message.</summary>
internal sealed record TlsTexts(string? Authority, string? Certificate, string? Key)
{
    /// <summary>Nothing of the content, because it has a key.</summary>
    public override string ToString() => nameof(TlsTexts);
}
