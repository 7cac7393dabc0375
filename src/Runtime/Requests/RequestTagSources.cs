namespace TracedLlm.Requests;

/// <summary>The sources of the attributes of <c>litellm_request</c> that more than one source can set.</summary>
internal sealed class RequestTagSources
{
    // The attributes of an answer and its usage. A list that grows to this number copies itself three times.
    private const int Usual = 10;

    // A gateway may set any number of such attributes. A longer list is not kept, because each thread keeps one.
    private const int MostKept = 64;

    // The list of one request after the other that ends on a thread.
    [ThreadStatic]
    private static List<(string Name, RequestTagSource Source)>? t_free;

    private static readonly string[] Contended = ["gen_ai.usage.", "gen_ai.response.", "litellm.usage.", "litellm.cost.", "litellm.cache_hit", "litellm.prompt."];

    // Null until the first such attribute: a refused request has none.
    private List<(string Name, RequestTagSource Source)>? _sources;
    private bool _isClosed;

    /// <summary>
    /// Whether a value of this source may be set. If so, the source is recorded, and later values of lower sources are refused.
    /// </summary>
    public bool TryAccept(string name, RequestTagSource source)
    {
        if (!IsContended(name))
        {
            return true;
        }

        if (_isClosed)
        {
            return false;
        }

        _sources ??= RentList();
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

    /// <summary>The span has ended: no source sets such an attribute any more.</summary>
    public void Close()
    {
        _isClosed = true;
        if (_sources is { } sources)
        {
            sources.Clear();
            _sources = null;
            t_free = sources.Capacity <= MostKept ? sources : t_free;
        }
    }

    private static List<(string Name, RequestTagSource Source)> RentList()
    {
        var list = t_free ?? new(Usual);
        t_free = null;
        return list;
    }

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
