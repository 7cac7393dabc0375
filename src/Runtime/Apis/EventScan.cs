namespace TracedLlm.Apis;

/// <summary>Scans an event for a property without parsing it, because most events of a stream contain only a piece of text.</summary>
internal static class EventScan
{
    /// <summary>
    /// Whether a property with the name <paramref name="quotedName"/>, including quotes, may have a value other than <c>null</c>. The
    /// scan misses no property. It may mistake a string for the property, and the event is then parsed in vain.
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
