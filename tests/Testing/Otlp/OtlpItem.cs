using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary>A span, metric or log record of an export request, not yet decoded, with the resource and scope that it stands under.</summary>
internal sealed record OtlpItem(ByteString Message, ReceivedAttributes Resource, string ScopeName, string ScopeVersion, string SchemaUrl);
