using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace TracedLlm.Faults.Tests.Callers;

/// <summary>What a caller sees of an answer, without the headers that differ in each call.</summary>
/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="End">How the body ended: <c>complete</c>, <c>broken</c>, or <c>left</c> if the caller had enough.</param>
/// <param name="Body">The bytes of the body.</param>
internal sealed partial record CallerView(int Status, string? ContentType, string End, byte[] Body)
{
    // An endless answer is the same to a caller that has seen this much.
    private const int Enough = 256 * 1024;

    /// <summary>Sends a request and reads its answer to the end, or until it is enough.</summary>
    public static async Task<CallerView> ReadAsync(HttpClient client, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        HttpResponseMessage answer;
        try
        {
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException)
        {
            return new(0, null, "broken", []);
        }

        using (answer)
        {
            using var received = new MemoryStream();
            var end = await CopyAsync(answer, received);
            return new((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), end, WithoutIds(received.ToArray()));
        }
    }

    /// <summary>Whether a caller sees the same. Of answers that one of both left, the common beginning counts.</summary>
    public bool IsLike(CallerView other)
    {
        var length = End == "left" || other.End == "left" ? Math.Min(Body.Length, other.Body.Length) : Math.Max(Body.Length, other.Body.Length);
        return (Status, ContentType, End) == (other.Status, other.ContentType, other.End)
            && Body.AsSpan(0, Math.Min(length, Body.Length)).SequenceEqual(other.Body.AsSpan(0, Math.Min(length, other.Body.Length)));
    }

    public override string ToString() => $"{Status} {ContentType}, {End}, {Body.Length} bytes: {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2000)))}";

    // Errors in Anthropic's form have the id of the request.
    private static byte[] WithoutIds(byte[] body) => Encoding.Latin1.GetBytes(RequestId().Replace(Encoding.Latin1.GetString(body), "<id>"));

    [GeneratedRegex("(?<=\"request_id\":\")[0-9a-f-]{36}(?=\")")]
    private static partial Regex RequestId();

    private static async Task<string> CopyAsync(HttpResponseMessage answer, MemoryStream received)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync();
            while (received.Length < Enough)
            {
                var count = await body.ReadAsync(buffer);
                if (count == 0)
                {
                    return "complete";
                }

                received.Write(buffer, 0, count);
            }

            return "left";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return "broken";
        }
    }
}
