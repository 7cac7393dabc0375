using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>
/// Sets several attributes of a span. <see cref="Activity.SetTag"/> searches all attributes of the span each time; this walks over them once.
/// </summary>
internal static class SpanTags
{
    // Marks of the names that the span has. With the 40 names of a long span one mark in thirteen is set.
    private const int Marks = 512;
    private const int MarkBits = 9;
    private const int WordBits = 64;

    /// <summary>Sets attributes whose secrets have been removed before; <see langword="null"/> removes an attribute.</summary>
    public static void Set(Activity activity, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Span<ulong> marks = stackalloc ulong[Marks / WordBits];
        marks.Clear();
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            _ = TryMark(marks, tag.Key);
        }

        foreach (ref readonly var tag in tags)
        {
            if (tag.Value is null ? IsMarked(marks, tag.Key) : !TryMark(marks, tag.Key))
            {
                // The span may have the attribute: another name may have the same mark.
                activity.SetTag(tag.Key, tag.Value);
            }
            else if (tag.Value is not null)
            {
                activity.AddTag(tag.Key, tag.Value);
            }
        }
    }

    private static bool IsMarked(ReadOnlySpan<ulong> marks, string name)
    {
        var mark = MarkOf(name);
        return (marks[mark / WordBits] & (1ul << (mark % WordBits))) != 0;
    }

    private static bool TryMark(Span<ulong> marks, string name)
    {
        var mark = MarkOf(name);
        ref var word = ref marks[mark / WordBits];
        var bit = 1ul << (mark % WordBits);
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    // Names have common beginnings: their length and three characters towards the end tell them apart.
    private static int MarkOf(string name)
    {
        if (name.Length == 0)
        {
            return 0;
        }

        uint length = (uint)name.Length, last = name[^1], middle = name[name.Length / 2], nearLast = name[name.Length * 3 / 4];
        return (int)(((length * 0x9E3779B1) ^ (last * 0x85EBCA6B) ^ (middle * 0xC2B2AE35) ^ (nearLast * 0x27D4EB2F)) >> (32 - MarkBits));
    }
}
