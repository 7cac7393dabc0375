namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>An HTTP response that an SDK received.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The content type; <see langword="null"/> without one.</param>
/// <param name="CallId">The gateway's id of the call; <see langword="null"/> from the provider, and on routes without a trace.</param>
/// <param name="IsBroken">Whether the connection broke off before the end of the body.</param>
/// <param name="Body">The bytes that arrived, after decompression.</param>
internal sealed record SdkAnswer(int Status, string? ContentType, string? CallId, bool IsBroken, byte[] Body);
