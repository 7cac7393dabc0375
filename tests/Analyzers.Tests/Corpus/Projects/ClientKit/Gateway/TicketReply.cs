namespace ClientKit.Gateway;

/// <summary>What the help desk's own model answers, beside the text.</summary>
[PayloadMap]
internal sealed partial class TicketReply
{
    [PayloadField("ticket.id", Tag = "app.ticket.id")]
    public string? Ticket { get; set; }

    [PayloadField("ticket.priority", Tag = "app.ticket.priority")]
    public int? Priority { get; set; }

    [PayloadField("ticket.opened", Tag = "app.ticket.opened")] // TLM3009
    public DateTime? Opened { get; set; }

    [PayloadField("labels[].name", Tag = "app.ticket.labels")]
    public string[]? Labels { get; set; }
}
