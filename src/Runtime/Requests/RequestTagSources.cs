namespace TracedLlm.Requests;

/// <summary>The sources of the attributes of <c>litellm_request</c> that more than one source can set.</summary>
internal sealed class RequestTagSources
{
    private static readonly string[] Contended = ["gen_ai.usage.", "gen_ai.response.", "litellm.usage.", "litellm.cost.", "litellm.cache_hit", "litellm.prompt."];

    private readonly List<(string Name, RequestTagSource Source)> _sources = [];

    /// <summary>
    /// Whether a value of this source may be set. If so, the source is recorded, and later values of lower sources are refused.
    /// </summary>
    public bool TryAccept(string name, RequestTagSource source)
    {
        if (!Array.Exists(Contended, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return true;
        }

        var index = _sources.FindIndex(known => known.Name == name);
        if (index < 0)
        {
            _sources.Add((name, source));
            return true;
        }

        if (_sources[index].Source > source)
        {
            return false;
        }

        _sources[index] = (name, source);
        return true;
    }

    /// <summary>
    /// Whether the attribute's value is from this source. If so, the record is removed, and every source may set the attribute
    /// again.
    /// </summary>
    public bool TryWithdraw(string name, RequestTagSource source) => _sources.Remove((name, source));
}
