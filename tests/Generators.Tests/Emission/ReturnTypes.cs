using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>The generated half for each way to return.</summary>
public class ReturnTypes
{
    [Fact]
    public void Synchronous_methods_end_their_span_in_finally() => GeneratorTest.Emits("""
        public sealed partial class Calculator
        {
            [TracedStage("add")]
            [return: SpanTag("app.sum")]
            public partial int Add([SpanTag("app.a")] int a, int b);
            private int AddCore(int a, int b) => a + b;

            [TracedStage("reset")]
            private partial void Reset();
            private void ResetCore() { }

            [TracedStage("untagged")]
            internal partial string? Name();
            private string? NameCore() => null;
        }
        """);

    [Fact]
    public void Tasks_are_handed_to_EndWith() => GeneratorTest.Emits("""
        public record User(string Id);
        public record Caller(User? User);

        public sealed partial class Endpoint
        {
            [TracedStage(LlmStage.Auth)]
            [return: SpanTag("litellm.api_key.user_id", Path = "User.Id")]
            private partial Task<Caller> AuthenticateAsync(string key);
            private async Task<Caller> AuthenticateCoreAsync(string key)
            {
                await Task.Yield();
                return new Caller(new User(key));
            }

            [TracedStage(LlmStage.PreCall)]
            public partial Task PrepareAsync(CancellationToken ct = default);
            private Task PrepareCoreAsync(CancellationToken ct) => Task.Delay(1, ct);

            public Task Both() => Task.WhenAll(AuthenticateAsync("a"), PrepareAsync());
        }
        """);

    [Fact]
    public void Value_tasks_are_handed_to_EndWith() => GeneratorTest.Emits("""
        public sealed partial class Endpoint
        {
            [TracedStage("count")]
            [return: SpanTag("app.count")]
            public partial ValueTask<int?> CountAsync();
            private ValueTask<int?> CountCoreAsync() => new((int?)null);

            [TracedStage("warm")]
            public partial ValueTask WarmAsync();
            private ValueTask WarmCoreAsync() => default;
        }
        """);

    [Fact]
    public void Responses_and_sequences_are_handed_to_EndWith() => GeneratorTest.Emits("""
        public sealed partial class Client(HttpClient http)
        {
            [TracedLlmCall]
            [return: SpanTag("app.status", Path = "StatusCode")]
            public partial Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct);
            private Task<HttpResponseMessage> SendCoreAsync(HttpRequestMessage request, CancellationToken ct) => http.SendAsync(request, ct);

            [TracedLlmCall]
            public partial ValueTask<HttpResponseMessage?> TrySendAsync(HttpRequestMessage request);
            private async ValueTask<HttpResponseMessage?> TrySendCoreAsync(HttpRequestMessage request) => await http.SendAsync(request);

            [TracedLlmCall]
            public partial HttpResponseMessage Send(HttpRequestMessage request);
            private HttpResponseMessage SendCore(HttpRequestMessage request) => http.Send(request);

            [TracedLlmCall]
            public partial HttpResponseMessage? TrySend(HttpRequestMessage request);
            private HttpResponseMessage? TrySendCore(HttpRequestMessage request) => null;

            [TracedLlmCall]
            public partial IAsyncEnumerable<string> StreamAsync(int count, CancellationToken ct = default);
            private async IAsyncEnumerable<string> StreamCoreAsync(int count, [EnumeratorCancellation] CancellationToken ct)
            {
                await Task.Yield();
                yield return "a";
            }

            [TracedStage("split")]
            public partial IEnumerable<char> Split(string text);
            private IEnumerable<char> SplitCore(string text) { foreach (var c in text) { yield return c; } }

            [TracedStage("list")]
            public partial Task<IEnumerable<int>?> ListAsync();
            private Task<IEnumerable<int>?> ListCoreAsync() => Task.FromResult<IEnumerable<int>?>([]);
        }
        """);
}
