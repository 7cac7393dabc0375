namespace TracedLlm.Requests;

/// <summary>Where those attributes of <c>litellm_request</c> come from that several may say something of.</summary>
internal sealed class RequestTagSources
{
    private static readonly string[] Contended = ["gen_ai.usage.", "gen_ai.response.", "litellm.usage.", "litellm.cost.", "litellm.cache_hit", "litellm.prompt."];

    private readonly List<(string Name, RequestTagSource Source)> _sources = [];

    /// <summary>Whether a value of this source may be taken, and then holds against those of lesser ones.</summary>
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

    /// <summary>Whether a value of this source holds, and then it does no longer.</summary>
    public bool TryWithdraw(string name, RequestTagSource source) => _sources.Remove((name, source));
}
