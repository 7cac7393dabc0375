namespace TracedLlm.Export.Backends;

/// <summary>The files for connections with TLS to a backend.</summary>
/// <param name="Authority">The certificates that are trusted instead of the system's; <see langword="null"/> for the system's.</param>
/// <param name="Certificate">The certificate that the gateway shows, with its intermediate certificates; <see langword="null"/> for none.</param>
/// <param name="Key">The key of that certificate.</param>
internal sealed record TlsFiles(TlsFile? Authority, TlsFile? Certificate, TlsFile? Key)
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidOperationException">A file cannot be read; the message names the setting.</exception>
    public TlsTexts Read() => new(Authority?.Read(), Certificate?.Read(), Key?.Read());
}
