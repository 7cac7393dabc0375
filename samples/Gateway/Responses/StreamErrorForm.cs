namespace TracedLlm.Samples.Gateway;

/// <summary>Writes the event that tells the caller of a stream that the provider failed.</summary>
/// <param name="status">The status that the response would have if it had not begun.</param>
/// <param name="message">The reason.</param>
/// <param name="events">The number of events in front of this one.</param>
internal delegate string StreamErrorForm(int status, string message, int events);
