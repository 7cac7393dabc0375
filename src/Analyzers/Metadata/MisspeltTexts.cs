using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>Whether a compilation has a text that may be a misspelt key. In most compilations no text is, and the reads need not be found.</summary>
internal sealed class MisspeltTexts
{
    private readonly Computed<bool> _exist;

    private MisspeltTexts(CompilationCode code) => _exist = new(code.Lock, token => code.Names.Quoted(token).Any(static text => NearMiss.Find(text) is not null));

    public static MisspeltTexts Get(CompilationCode code) => code.Get(static (own, _) => new MisspeltTexts(own), default);

    public bool Exist(CancellationToken cancellationToken) => _exist.Get(cancellationToken);
}
