using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Details;

/// <summary>The command that sends a request again, as a shell reads it.</summary>
[Collection(ProcessWide.Name)]
public sealed class CurlTests
{
    [Fact]
    public async Task A_shell_reads_the_request_of_the_caller()
    {
        const string Hostile = "It's \\\"$HOME\\\" `id` \\\\ \\n ü 🐤 @/etc/passwd";
        await using var gateway = await ViewedGateway.StartAsync(settings: ("TracedLlm:CaptureContent", "true"), handler: ProviderAsync);
        await gateway.PostAsync($$"""{"model":"gpt","messages":[{"role":"user","content":"{{Hostile}}"}]}""", ("authorization", "Bearer sk-secret-of-the-caller"));

        var curl = (await gateway.Viewer.DetailAsync(await gateway.Viewer.WaitForRowAsync()))["curl"]!.GetValue<string>();

        Assert.DoesNotContain("sk-secret-of-the-caller", curl, StringComparison.Ordinal);
        var arguments = await ReadAsync(curl);
        Assert.Equal(
            ["-X", "POST", $"{gateway.Client.BaseAddress}v1/chat/completions", "-H", "authorization: Bearer sk-of-the-shell", "-H", "content-type: application/json", "--data-raw"],
            arguments[..^1]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""{"model":"gpt","messages":[{"role":"user","content":"{{Hostile}}"}]}"""), JsonNode.Parse(arguments[^1])), arguments[^1]);
    }

    [Fact]
    public async Task Without_content_the_command_has_no_body()
    {
        await using var gateway = await ViewedGateway.StartAsync(handler: ProviderAsync);
        await gateway.PostAsync();

        var curl = (await gateway.Viewer.DetailAsync(await gateway.Viewer.WaitForRowAsync()))["curl"]!.GetValue<string>();

        Assert.Equal(["-X", "POST", $"{gateway.Client.BaseAddress}v1/chat/completions", "-H", "authorization: Bearer sk-of-the-shell"], await ReadAsync(curl));
    }

    [Fact]
    public async Task The_address_is_that_of_the_caller()
    {
        await using var gateway = await ViewedGateway.StartAsync(
            pathBase: "/gw",
            map: static app => app.MapPost("/v1/files/{**name}", ViewedGateway.AnswerAsync).WithMetadata(new TracedLlmRouteAttribute(LlmApi.Files)));
        using var response = await gateway.Client.PostAsync(new Uri("/gw/v1/files/a%20b%3Fc%1B%5B201~%7Bx%7D'%C3%BC", UriKind.Relative), null);

        var curl = (await gateway.Viewer.DetailAsync(await gateway.Viewer.WaitForRowAsync()))["curl"]!.GetValue<string>();

        Assert.Equal($"{gateway.Client.BaseAddress}gw/v1/files/a%20b%3Fc%1B%5B201~%7Bx%7D'%C3%BC", (await ReadAsync(curl))[2]);
    }

    // Calls a provider with the body of the caller, as a relaying gateway does, and another model.
    private static async Task ProviderAsync(Microsoft.AspNetCore.Http.HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = (await reader.ReadToEndAsync()).Replace("\"gpt\"", "\"gpt-4.1\"", StringComparison.Ordinal);
        var span = LlmSpan.StartCall("gpt-4.1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.openai.test/v1/chat/completions") { Content = new StringContent(body, null, "application/json") };
        await request.Content.LoadIntoBufferAsync();
        using var response = await span.EndWith(Task.FromResult(new HttpResponseMessage { RequestMessage = request, Content = new StringContent("{}", null, "application/json") }));
        await response.Content.CopyToAsync(http.Response.Body);
    }

    /// <summary>The arguments that the shell gives to <c>curl</c>.</summary>
    private static async Task<string[]> ReadAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"curl() {{ printf '%s\\0' \"$@\"; }}; {command}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["API_KEY"] = "sk-of-the-shell" },
        })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output.Split('\0')[..^1];
    }
}
