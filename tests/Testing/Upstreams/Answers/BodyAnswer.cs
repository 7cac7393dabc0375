using System.Text;

namespace TracedLlm.Testing.Upstreams.Answers;

internal sealed class BodyAnswer(string body, string contentType, int statusCode, IReadOnlyDictionary<string, string>? headers) : UpstreamAnswer
{
    internal override async Task WriteAsync(UpstreamExchange exchange)
    {
        var response = exchange.Http.Response;
        var bytes = Encoding.UTF8.GetBytes(body);
        response.StatusCode = statusCode;
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            response.Headers[name] = value;
        }

        await response.Body.WriteAsync(bytes, exchange.Ended);
    }
}
