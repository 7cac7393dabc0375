namespace TracedLlm.Apis;

/// <summary>A look at an event without reading it: most events of a stream carry nothing but a piece of text.</summary>
internal static class EventScan
{
    /// <summary>
    /// Whether a property called <paramref name="quotedName"/>, quotes included, may have a value other than <c>null</c>. Within
    /// a string its quotes would be escaped, so that it is never passed over; a string equal to it is taken for one, which costs a reading.
    /// </summary>
    public static bool MayHaveValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedName)
    {
        while (json.IndexOf(quotedName) is >= 0 and var index)
        {
            json = json[(index + quotedName.Length)..];
            if (!json.TrimStart(": \t\r\n"u8).StartsWith("null"u8))
            {
                return true;
            }
        }

        return false;
    }
}
