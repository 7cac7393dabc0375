namespace TracedLlm.Export.Transport;

/// <summary>A text by which servers say that a request is too large.</summary>
/// <param name="Text">A part of the message.</param>
/// <param name="Source">Who says so.</param>
internal readonly record struct SizeMessage(string Text, string Source);
