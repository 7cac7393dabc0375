using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace TracedLlm.Faults.Tests.Overload;

/// <summary>What a caller gets.</summary>
/// <param name="Status">The status.</param>
/// <param name="RetryAfter">The seconds of <c>Retry-After</c>; null without.</param>
/// <param name="Body">The body, without ids.</param>
internal sealed partial record Answer(int Status, double? RetryAfter, string Body)
{
    private const string Chat = """{"model":"gpt","messages":[{"role":"user","content":"Hello"}]}""";

    public const string ChatPath = "v1/chat/completions";

    /// <summary>Sends a request and reads its answer.</summary>
    public static async Task<Answer> ReadAsync(HttpClient client, string path = ChatPath)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Chat)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return new((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds, RequestId().Replace(await answer.Content.ReadAsStringAsync(), "<id>"));
    }

    [GeneratedRegex("(?<=\"request_id\":\")[^\"]+(?=\")")]
    private static partial Regex RequestId();
}
