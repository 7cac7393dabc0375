using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>The framework's binding reads the bytes of the lookahead.</summary>
[Collection(ProcessWide.Name)]
public sealed class BindingTests
{
    public static TheoryData<Wire, int> Bounds
    {
        get
        {
            var data = new TheoryData<Wire, int>();
            foreach (var wire in Enum.GetValues<Wire>())
            {
                data.Add(wire, 8_000_000);
                data.Add(wire, 100_000);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public async Task Minimal_apis_bind(Wire wire, int bound)
    {
        await using var gateway = await LookaheadGateway.StartAsync(
            wire,
            app =>
            {
                app.UseTracedLlm();
                app.MapPost(LookaheadGateway.Path, [TracedLlmRoute] (ChatRequest chat, HttpContext http) =>
                    $"{chat.Model} {chat.Messages[0].Content.Length} {LookaheadGateway.BodyOf(http)?.Json.Length}");
            },
            options => options.MaxRequestLookahead = bound);

        await CheckAsync(gateway, bound);
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public async Task Mvc_binds(Wire wire, int bound)
    {
        await using var gateway = await LookaheadGateway.StartAsync(
            wire,
            app =>
            {
                app.UseTracedLlm();
                app.MapControllers();
            },
            options => options.MaxRequestLookahead = bound,
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(ChatController).Assembly));

        await CheckAsync(gateway, bound);
    }

    private static async Task CheckAsync(LookaheadGateway gateway, int bound)
    {
        var body = LookaheadGateway.Chat(150_000);

        var answer = await gateway.PostAsync(body);

        Assert.Equal($"gpt-4o {150_000 - LookaheadGateway.Chat(0).Length + 1} {(bound > 150_000 ? "150000" : "")}", answer.Replace("\"", "", StringComparison.Ordinal));
        await gateway.StopAsync();
    }
}

/// <summary>A chat request as a handler declares it.</summary>
public sealed record ChatRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("messages")] IReadOnlyList<ChatMessage> Messages);

/// <summary>A message of it.</summary>
public sealed record ChatMessage(
    [property: JsonPropertyName("role")] string Role,
    [property: JsonPropertyName("content")] string Content);

/// <summary>The same route as an MVC action.</summary>
[ApiController]
public sealed class ChatController : ControllerBase
{
    [HttpPost(LookaheadGateway.Path)]
    [TracedLlmRoute]
    public string Complete([FromBody] ChatRequest chat) =>
        $"{chat.Model} {chat.Messages[0].Content.Length} {LookaheadGateway.BodyOf(HttpContext)?.Json.Length}";
}
