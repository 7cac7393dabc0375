namespace TracedLlm.Apis;

/// <summary>The lists of the attributes of requests: a list is used again when a request has copied it.</summary>
internal static class RequestAttributes
{
    private const int Usual = 16;

    // While a list is in use the field is null.
    [ThreadStatic]
    private static List<KeyValuePair<string, object?>>? t_free;

    /// <summary>Returns an empty list.</summary>
    public static List<KeyValuePair<string, object?>> Rent()
    {
        var list = t_free ?? new(Usual);
        t_free = null;
        return list;
    }

    /// <summary>Takes back a list that nobody uses any more.</summary>
    public static void Return(List<KeyValuePair<string, object?>> list)
    {
        list.Clear();
        t_free = list;
    }
}
