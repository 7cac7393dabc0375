internal sealed class ChatEndpoint
{
    public Task HandleAsync(HttpContext http) => http.Response.WriteAsync("");
}
