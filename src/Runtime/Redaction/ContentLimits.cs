using System.Globalization;
using System.Text;
using TracedLlm.Content;

namespace TracedLlm.Redaction;

/// <summary>
/// The bounds of captured content in bytes of UTF-8. Of longer content the longest texts are cut, between two characters and with a mark
/// that says how much is missing; roles, types, ids and the end of each message stay, because a backend rejects messages without them.
/// </summary>
/// <param name="PerAttribute">The most bytes of one attribute.</param>
/// <param name="PerSpan">The most bytes of all attributes of one span.</param>
internal sealed record ContentLimits(int PerAttribute, int PerSpan)
{
    private const string Message = "[{\"role\":\"";

    // Callers choose the role.
    private const int LongestRole = 32;

    // A character of UTF-16 has three bytes in UTF-8 at most.
    private const int MostBytes = 3;

    /// <summary>The bounds of what is read, which nothing exceeds.</summary>
    public static readonly ContentLimits Unlimited = new(int.MaxValue, int.MaxValue);

    /// <summary>Creates the bounds that the settings state. What is read of an attribute has a bound of its own, which the largest setting does not change.</summary>
    public static ContentLimits Create(int attribute, int span) => new(attribute < ContentWriter.MaxLength ? attribute : int.MaxValue, span);

    // The lengths to which texts are cut, one after the other until the content is short enough.
    private static readonly int[] Lengths = [1 << 18, 1 << 16, 1 << 14, 1 << 12, 1 << 10, 256, 64];

    /// <summary>Whether attributes of so many characters together are within the bounds, whatever characters these are. It is known without a look at the texts.</summary>
    public bool Hold(long characters) => characters <= Math.Min(PerAttribute, PerSpan) / MostBytes;

    /// <summary>Returns the bound of each attribute of a span: those that are below the mean share leave their rest to the others.</summary>
    /// <param name="bytes">The bytes of the attributes.</param>
    public int ShareOf(IReadOnlyCollection<int> bytes)
    {
        long rest = PerSpan;
        var left = bytes.Count;
        foreach (var length in bytes.Order())
        {
            if (length > rest / left)
            {
                return (int)Math.Min(rest / left, PerAttribute);
            }

            rest -= length;
            left--;
        }

        return PerAttribute;
    }

    /// <summary>Returns a value within a bound; the same object if it is within it.</summary>
    /// <param name="value">A JSON document, or a text.</param>
    /// <param name="limit">The most bytes.</param>
    public static string Cut(string value, int limit)
    {
        var length = BytesOf(value);
        if (length <= limit)
        {
            return value;
        }

        foreach (var most in Lengths)
        {
            if (RedactedJson.Redact(value, text => CutText(text, most)) is var cut && BytesOf(cut) <= limit)
            {
                return cut;
            }
        }

        // Thousands of messages that are short each.
        return NoticeOf(value, string.Create(CultureInfo.InvariantCulture, $"[{length} bytes: left out]"));
    }

    // Backends reject messages and parts without their members.
    private static string NoticeOf(string value, string notice)
    {
        var part = $$"""{"type":"text","content":"{{notice}}"}""";
        if (value.StartsWith(Message, StringComparison.Ordinal))
        {
            var role = value.AsSpan(Message.Length, Math.Min(LongestRole, value.Length - Message.Length));
            role = role.IndexOf('"') is >= 0 and var end ? role[..end] : "user";
            var finish = value.Contains("\"finish_reason\":", StringComparison.Ordinal) ? ",\"finish_reason\":\"stop\"" : "";
            return $$"""{{Message}}{{role}}","parts":[{{part}}]{{finish}}}]""";
        }

        return value.StartsWith("[{\"type\":\"text\",", StringComparison.Ordinal) ? $"[{part}]" : notice;
    }

    /// <summary>The bytes of a text in UTF-8.</summary>
    public static int BytesOf(string text) => Encoding.UTF8.GetByteCount(text);

    private static string CutText(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… [{text.Length - end} characters left out]");
    }
}
