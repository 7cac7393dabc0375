using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TracedLlm.Export.ConsoleTree;

/// <summary>Formats a span tree for people: one line a span, with its duration, status, the reason of a failure and main attributes.</summary>
internal static class TraceTreeText
{
    // Long enough for a provider's sentence and the addresses in it.
    private const int MaxReasonLength = 160;

    /// <summary>The trees of <paramref name="activities"/>; a span whose parent is not among them is a root.</summary>
    public static string Format(IReadOnlyCollection<Activity> activities)
    {
        var ids = activities.Select(activity => activity.SpanId).ToHashSet();
        var children = activities.ToLookup(activity => ids.Contains(activity.ParentSpanId) ? activity.ParentSpanId : default);
        var text = new StringBuilder();
        foreach (var root in Ordered(children[default]))
        {
            text.Append("trace ").Append(root.TraceId);
            if (root.ParentSpanId != default)
            {
                text.Append(", under span ").Append(root.ParentSpanId);
            }

            text.Append('\n');
            Append(text, root, children, "", "");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Append(
        StringBuilder text,
        Activity activity,
        ILookup<ActivitySpanId, Activity> children,
        string indent,
        string below)
    {
        text.Append(indent).Append(activity.DisplayName).Append("  ").Append(Duration(activity.Duration));
        if (activity.Status == ActivityStatusCode.Error)
        {
            text.Append("  ERROR");
            if (activity.StatusDescription is { Length: > 0 } reason)
            {
                text.Append(" \"").Append(MainAttributes.Shorten(reason, MaxReasonLength)).Append('"');
            }
        }

        var attributes = MainAttributes.List(activity);
        if (attributes.Count > 0)
        {
            text.Append("  [").AppendJoin(", ", attributes).Append(']');
        }

        text.Append('\n');
        var last = Ordered(children[activity.SpanId]).ToList();
        for (var i = 0; i < last.Count; i++)
        {
            var isLast = i == last.Count - 1;
            Append(text, last[i], children, below + (isLast ? "└─ " : "├─ "), below + (isLast ? "   " : "│  "));
        }
    }

    private static IEnumerable<Activity> Ordered(IEnumerable<Activity> activities) =>
        activities.OrderBy(activity => activity.StartTimeUtc).ThenBy(activity => activity.DisplayName, StringComparer.Ordinal);

    private static string Duration(TimeSpan duration) => duration.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.0} ms");
}
