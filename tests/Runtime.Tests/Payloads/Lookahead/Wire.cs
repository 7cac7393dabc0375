namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>How a request comes to the gateway.</summary>
public enum Wire
{
    Http1,
    Http1Chunked,
    Http2,
    TestHost,
    TestHostChunked,
}
