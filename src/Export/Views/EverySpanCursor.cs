using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>
/// Finds the attributes of every span that a span lacks because it ended before they were known. A span has them in their order
/// and with the same names as objects, so that one comparison an attribute tells that nothing is missing.
/// </summary>
internal ref struct EverySpanCursor
{
    private readonly ReadOnlySpan<KeyValuePair<string, object?>> _tags;
    private int _next;
    private int _missing;

    public EverySpanCursor(RequestSnapshot? request) => _tags = request is null ? default : request.EverySpan.Tags;

    /// <summary>The span has <paramref name="name"/>.</summary>
    public void Pass(string name)
    {
        if (_next < _tags.Length && ReferenceEquals(_tags[_next].Key, name))
        {
            _next++;
        }
    }

    /// <summary>The next attribute that <paramref name="activity"/> lacks.</summary>
    public bool Next(Activity activity, out KeyValuePair<string, object?> tag)
    {
        // Those passed are there; the others may be, in another order.
        for (_missing = Math.Max(_missing, _next); _missing < _tags.Length; _missing++)
        {
            if (activity.GetTagItem(_tags[_missing].Key) is null)
            {
                tag = _tags[_missing++];
                return true;
            }
        }

        tag = default;
        return false;
    }
}
