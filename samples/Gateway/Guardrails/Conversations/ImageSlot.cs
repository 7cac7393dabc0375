namespace TracedLlm.Samples.Gateway;

/// <summary>An image of a request: an address, a data URL, or base64 as the API has it.</summary>
/// <param name="Value">The image.</param>
/// <param name="Replace">Puts another image in its place in the document.</param>
internal sealed record ImageSlot(string Value, Action<string> Replace);
