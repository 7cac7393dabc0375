namespace TracedLlm.Requests;

/// <summary>The sources of the attributes of <c>litellm_request</c> that more than one source can set.</summary>
internal sealed class RequestTagSources
{
    // The attributes of an answer and its usage. A list that grows to this number copies itself three times.
    private const int Usual = 10;

    private static readonly string[] Contended = ["gen_ai.usage.", "gen_ai.response.", "litellm.usage.", "litellm.cost.", "litellm.cache_hit", "litellm.prompt."];

    // Null until the first such attribute: a refused request has none.
    private List<(string Name, RequestTagSource Source)>? _sources;

    /// <summary>
    /// Whether a value of this source may be set. If so, the source is recorded, and later values of lower sources are refused.
    /// </summary>
    public bool TryAccept(string name, RequestTagSource source)
    {
        if (!IsContended(name))
        {
            return true;
        }

        _sources ??= new(Usual);
        var index = IndexOf(name);
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
    public bool TryWithdraw(string name, RequestTagSource source) => _sources?.Remove((name, source)) == true;

    private static bool IsContended(string name)
    {
        foreach (var prefix in Contended)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _sources!.Count; i++)
        {
            if (_sources[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
