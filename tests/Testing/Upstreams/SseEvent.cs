using System.Text;

namespace TracedLlm.Testing.Upstreams;

/// <summary>One server-sent event.</summary>
/// <param name="Data">The data; each of its lines becomes a <c>data:</c> line.</param>
/// <param name="Event">The event's type, or null for an event without a type.</param>
/// <param name="Gate">The event is sent after this task completes; null sends it immediately.</param>
public sealed record SseEvent(string Data, string? Event = null, TaskCompletionSource? Gate = null)
{
    /// <summary>The event as sent, with the empty line that ends it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Event is not null)
        {
            text.Append("event: ").Append(Event).Append('\n');
        }

        foreach (var line in Data.Split('\n'))
        {
            text.Append("data: ").Append(line).Append('\n');
        }

        return text.Append('\n').ToString();
    }
}
