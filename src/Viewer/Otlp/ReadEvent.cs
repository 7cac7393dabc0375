namespace TracedLlm.Viewer.Otlp;

/// <summary>An event of a span.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record ReadEvent(string Name, ulong Time, ReadAttributes Attributes);
