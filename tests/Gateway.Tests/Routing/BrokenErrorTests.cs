using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>Errors of a provider whose bodies do not end while the gateway looks at their beginning: the status says what failed.</summary>
public sealed class BrokenErrorTests
{
    private const string Half = """{"error":{"message":"Wrong.","type":""";

    private static readonly (string, string, string)[] Two = [("gpt", "one", ""), ("gpt", "two", "")];

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task An_error_of_the_request_that_breaks_off_is_the_callers_and_lets_no_deployment_rest(int status)
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 1, allowed_fails: 0 }");
        gateway.Answers["one"] = Begins(status, Half, breaksOff: true);

        Assert.Equal((status, Half), await SendAsync(gateway));

        Assert.Equal($"one initial turn {status}", await gateway.AttemptsAsync());
        Assert.Equal("200: two initial turn 200", await gateway.RouteAsync());
    }

    [Theory]
    [InlineData(403, Half, "two fallback fallback")]
    [InlineData(404, Half, "two fallback fallback")]
    [InlineData(400, """{"error":{"code":"context_length_exceeded","message":""", "three fallback context_window_fallback")]
    public async Task An_error_that_breaks_off_has_its_fallback(int status, string beginning, string expected)
    {
        await using var gateway = await StartAsync(
            [("gpt", "one", ""), ("spare", "two", ""), ("large", "three", "")],
            "router_settings: { num_retries: 1, fallbacks: [{ gpt: [spare] }], context_window_fallbacks: [{ gpt: [large] }] }");
        gateway.Answers["one"] = Begins(status, beginning, breaksOff: true);

        Assert.Equal($"200: one initial only_deployment {status} > {expected} 200", await gateway.RouteAsync());
    }

    // A whole error without a code or a message says that the API is not at the address. What of it has not arrived may say more.
    [Theory]
    [InlineData("""{"request_id":"1",""", true)]
    [InlineData("""{"request_id":"1",""", false)]
    [InlineData("<html><body>Not Found", true)]
    [InlineData("<html><body>Not Found", false)]
    [InlineData("404 page not", true)]
    [InlineData("404 page not", false)]
    public async Task A_404_whose_rest_is_not_known_lets_no_deployment_rest(string beginning, bool breaksOff)
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = Begins(404, beginning, breaksOff);

        var sending = SendAsync(gateway);
        if (!breaksOff)
        {
            await gateway.Clock.FireAsync(ProviderClient.LongestForError);
        }

        Assert.Equal((404, beginning), await sending);

        await gateway.SpansAsync();
        Assert.Equal("200: two initial turn 200", await gateway.RouteAsync());
    }

    // The rest of a page cannot make it an error of the API. The gateway looks at 16 KiB.
    [Theory]
    [InlineData(100, false)]
    [InlineData(100_000, false)]
    [InlineData(100_000, true)]
    public async Task A_404_with_a_page_lets_its_deployment_rest(int length, bool breaksOff)
    {
        var page = "<html>" + new string('x', length);
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = breaksOff ? Begins(404, page, breaksOff) : _ => UpstreamAnswer.Body(page, "text/html", 404);

        Assert.Equal((404, page[..100]), await SendAsync(gateway));

        await gateway.SpansAsync();
        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync());
    }

    // The gateway passes on at once what is not JSON by its type, so that the caller sees the beginning of an error without an end.
    private static Func<RecordedRequest, UpstreamAnswer> Begins(int status, string beginning, bool breaksOff) => _ => breaksOff
        ? UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(beginning), "text/plain", status)
        : UpstreamAnswer.Custom(async http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync(beginning);
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });

    private static async Task<(int Status, string Beginning)> SendAsync(RoutedGateway gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = new StringContent("""{"model":"gpt","messages":[]}""", null, "application/json") };
        using var response = await gateway.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
        var beginning = new char[100];
        return ((int)response.StatusCode, new string(beginning, 0, await body.ReadAsync(beginning)));
    }
}
