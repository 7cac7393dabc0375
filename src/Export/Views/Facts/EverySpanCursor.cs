using System.Diagnostics;

namespace TracedLlm.Export.Views.Facts;

/// <summary>
/// Finds the attributes of every span that one span lacks because it ended before they were known. Spans carry these attributes in one
/// order and with the same objects as names, so that one reference comparison per attribute shows that nothing is missing.
/// </summary>
internal ref struct EverySpanCursor
{
    private readonly ReadOnlySpan<KeyValuePair<string, object?>> _tags;
    private int _next;
    private int _missing;

    public EverySpanCursor(RequestSnapshot? request) => _tags = request is null ? default : request.EverySpan.Tags;

    /// <summary>Passes an attribute that the span has.</summary>
    public void Pass(string name)
    {
        if (_next < _tags.Length && ReferenceEquals(_tags[_next].Key, name))
        {
            _next++;
        }
    }

    /// <summary>Finds the next attribute that <paramref name="activity"/> lacks.</summary>
    public bool Next(Activity activity, out KeyValuePair<string, object?> tag)
    {
        // The span has all attributes that were passed; it may have the others in another order.
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
