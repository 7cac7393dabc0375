internal sealed class ProviderClient(HttpClient http)
{
    public Uri? Address => http.BaseAddress;
}
