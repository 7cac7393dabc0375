using TracedLlm.Testing.Waiting;

namespace TracedLlm.Viewer.Tests.Hosting;

/// <summary>Reads server-sent events.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;
    private readonly CancellationTokenSource _patience = new(Patience.Default);

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _lines = new StreamReader(body);
    }

    /// <summary>The id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    public static async Task<EventReader> OpenAsync(ViewedGateway gateway, string query = "", string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/debug/tracedllm/api/events{query}");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((System.Net.HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event of the list's; a comment has the name <c>:</c>. <see langword="null"/> at the end of the stream.</summary>
    public async Task<(string Name, string Text)?> NextAsync()
    {
        var (name, data) = ("", "");
        while (await _lines.ReadLineAsync(_patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line == ": ")
            {
                return (":", "");
            }
            else if (line.Length == 0 && name.Length > 0)
            {
                return (name, data);
            }
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
        _patience.Dispose();
    }
}
