using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Odd;

/// <summary>Answers in forms that no documentation has: what they say is read, and what is no answer is not <c>ok</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class OddAnswerTests
{
    private const string Case = "x-litellm-call-id";

    public static TheoryData<string> Apis => [.. AnswerForm.All.Select(form => form.Name)];

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task An_answer_is_what_its_bytes_say(string api)
    {
        var form = AnswerForm.Find(api);
        OddAnswer[] answers = [.. OddAnswer.ForApi(form)];

        var spans = await PassAsync(form, answers);

        Snapshot.Match(string.Join('\n', answers.Select((answer, index) => Print(answer.Name, spans, index))), folder: "Snapshots", file: api);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task A_stream_that_ends_cleanly_before_its_last_event_is_incomplete(string api)
    {
        var form = AnswerForm.Find(api);
        OddAnswer[] answers = [.. OddAnswer.Cut(form, pieces: 40)];

        var spans = await PassAsync(form, answers);

        for (var index = 0; index < answers.Length; index++)
        {
            var (root, request, attempt) = Find(spans, index);
            if (IsWhole(form, answers[index]))
            {
                continue;
            }

            var isError = api == "responses" || attempt.Attributes["error.type"] is "invalid_response";
            Assert.Equal(
                (isError ? "error" : "ok", isError),
                (root.Attributes["litellm.outcome"], attempt.Attributes["error.type"] is not null));
            if (attempt.Attributes["error.type"] is not "invalid_response")
            {
                Assert.Equal("incomplete", request.Attributes["litellm.response.status"]);
            }
        }
    }

    // The last event needs no blank line behind it: at the end of a stream it is read as it is.
    private static bool IsWhole(AnswerForm form, OddAnswer cut) =>
        Encoding.UTF8.GetString(cut.Body).TrimEnd('\n') == form.Stream.ToText().TrimEnd('\n');

    // The call id of each request is the number of its case.
    private static async Task<IReadOnlyList<ReceivedSpan>> PassAsync(AnswerForm form, OddAnswer[] answers)
    {
        var next = 0;
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Custom(http => WriteAsync(http, answers[next])));
        await using var gateway = await StartAsync(upstream, form.Route);
        for (; next < answers.Length; next++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, form.Route) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add(Case, next.ToString(CultureInfo.InvariantCulture));
            using var response = await gateway.Client.SendAsync(request);
            Assert.Equal(answers[next].Body, answers[next].Status is 204 or 205 or 304 ? [] : await response.Content.ReadAsByteArrayAsync());
        }

        return await gateway.StopAsync();
    }

    private static async Task WriteAsync(HttpContext http, OddAnswer answer)
    {
        if (answer.IsAfterHints)
        {
            // Kestrel sends no informational responses of the application's.
            var socket = http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
            await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"), SocketFlags.None);
        }

        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Type;
        http.Response.Headers.ContentEncoding = answer.Encoding;
        if (answer.Status is 301 or 302 or 308)
        {
            http.Response.Headers.Location = "https://elsewhere.example.com/v1";
        }

        if (answer.Body.Length > 0)
        {
            // Without a length the response is chunked: its end is clean wherever it is.
            await http.Response.Body.WriteAsync(answer.Body);
        }
    }

    private static Task<TestGateway> StartAsync(FakeUpstream upstream, string path) => TestGateway.StartAsync(new GatewaySetup
    {
        Before = builder => builder.Services.AddHttpClient("provider", http => http.BaseAddress = upstream.Endpoint)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .AddTracedLlmCall(),
        App = app =>
        {
            app.UseTracedLlm();
            app.MapPost(path.Replace("models/gemini-2.5-flash:", "models/{model}:", StringComparison.Ordinal), [TracedLlmRoute] async (HttpContext http, IHttpClientFactory clients) =>
            {
                using var client = clients.CreateClient("provider");
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);

                // A gateway that hides what its provider did: the trace must not depend on its status.
                http.Response.StatusCode = (int)response.StatusCode is 204 or 205 or 304 ? 204 : 200;
                http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
                http.Response.Headers.ContentEncoding = response.Content.Headers.ContentEncoding.FirstOrDefault();
                await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
            });
        },
    });

    private static (ReceivedSpan Root, ReceivedSpan Request, ReceivedSpan Attempt) Find(IReadOnlyList<ReceivedSpan> spans, int index)
    {
        var request = Assert.Single(spans, span => span.Name == "litellm_request" && span.Attributes["litellm.call_id"] as string == index.ToString(CultureInfo.InvariantCulture));
        var trace = spans.Where(span => span.TraceId == request.TraceId).ToArray();
        return (
            Assert.Single(trace, span => span.Name == "Received Proxy Server Request"),
            request,
            Assert.Single(trace, span => span.Attributes["litellm.attempt.kind"] is not null));
    }

    private static string Print(string name, IReadOnlyList<ReceivedSpan> spans, int index)
    {
        var (root, request, attempt) = Find(spans, index);
        var facts = new[]
        {
            root.Attributes["litellm.outcome"],
            attempt.Attributes["error.type"],
            request.Attributes["litellm.response.status"],
            request.Attributes["litellm.response.unread"] ?? request.Attributes["gen_ai.usage.input_tokens"],
            request.Attributes["gen_ai.usage.output_tokens"],
            (request.Attributes["gen_ai.response.finish_reasons"] as IEnumerable<object?>)?.FirstOrDefault(),
            attempt.Attributes["error.message"],
        };
        return $"{name,-28} {string.Join(" | ", facts.Select(fact => fact ?? "-"))}";
    }
}
