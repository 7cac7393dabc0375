namespace TracedLlm.Export.Transport;

/// <summary>What an answer says, as <see cref="AnswerTable"/> reads it.</summary>
/// <param name="IsGrpc">Whether the request was sent by gRPC.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The gRPC status, or over HTTP the code of a <c>google.rpc.Status</c> in the body; <see langword="null"/> if there is none.</param>
/// <param name="Text">The message of that status, or the text of the body.</param>
/// <param name="IsCompressed">Whether the request was compressed.</param>
internal readonly record struct Answer(bool IsGrpc, int Status, int? Code, string Text, bool IsCompressed = false);
